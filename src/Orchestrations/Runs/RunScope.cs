namespace Mesh.Orchestrations.Runs;

/// <summary>
/// What every step of a run must know: whose run it is and where its vault lies. Pinned when the run starts,
/// so that a changed manifest does not change a run under way. Holds references to secrets, never secrets.
/// </summary>
public sealed record RunScope
{
    /// <summary>
    /// The id of the run, which is also the id of its orchestration instance and the tag of its locks.
    /// </summary>
    public required string RunId { get; init; }

    public required string System { get; init; }

    public required string Component { get; init; }

    /// <summary>The vault's repository, in restic's notation.</summary>
    public required string Repository { get; init; }

    /// <summary>Where the vault's password is found: <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    public required string PasswordReference { get; init; }

    /// <summary>
    /// Of a backup: whether it keeps what is to be written over. Its snapshot is none of the component's:
    /// nothing is restored from it by itself, and retention does not look at it.
    /// </summary>
    public bool Kept { get; init; }

    /// <summary>Tags of every snapshot of this component, newest to be found by them.</summary>
    public IReadOnlyList<string> ComponentTags() =>
        ["mesh", $"system={System}", $"{(Kept ? "kept" : "component")}={Component}"];

    /// <summary>The tag of the one snapshot that this run may write.</summary>
    public string RunTag() => $"run={RunId}";
}
