namespace Mesh.Activities.Sites;

/// <summary>How a system stands to an incarnation that took another's place.</summary>
/// <param name="System">The system.</param>
/// <param name="State">Whether an old Mesh is kept out.</param>
public sealed record SystemSuccession(string System, SuccessionState State)
{
    /// <summary>The site that is production by the voters; empty where they name none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The epoch of that production, which the incarnation has won; 0 where it has none.</summary>
    public long Epoch { get; init; }

    /// <summary>The site that the catalogue had named; empty where no runbook had moved it.</summary>
    public string Catalogued { get; init; } = "";

    /// <summary>The runbook that is under way by the catalogue; empty where none is.</summary>
    public string Runbook { get; init; } = "";

    /// <summary>Whose claim was the newest before; empty where this incarnation had claimed
    /// already.</summary>
    public string Before { get; init; } = "";

    /// <summary>Why not, for people; empty where all is well.</summary>
    public string Told { get; init; } = "";

    /// <summary>Whether the voters name another site than the catalogue did.</summary>
    public bool HasMoved => Site.Length > 0 && Catalogued.Length > 0 && Site != Catalogued;
}
