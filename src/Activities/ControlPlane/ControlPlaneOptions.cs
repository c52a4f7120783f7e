using Mesh.Domain.Errors;
using Mesh.Domain.Retention;

namespace Mesh.Activities.ControlPlane;

/// <summary>What is backed up of the control plane, and where to.</summary>
/// <param name="DataDirectory">The data folder.</param>
/// <param name="Repository">The repository, in restic's notation; null: none is kept.</param>
/// <param name="Password">Where its password is found: <c>env:NAME</c> or <c>file:PATH</c>.</param>
public sealed record ControlPlaneOptions(string DataDirectory, string? Repository, string? Password)
{
    /// <summary>The setting of the repository.</summary>
    public const string RepositorySetting = "MESH_SELF_REPOSITORY";

    /// <summary>The setting of the password's reference.</summary>
    public const string PasswordSetting = "MESH_SELF_PASSWORD";

    /// <summary>What is kept of an incarnation's cuts.</summary>
    public RetentionRules Keep { get; init; } = new() { Last = 24, Daily = 14 };

    /// <summary>Whether a repository is named.</summary>
    public bool IsConfigured => Repository is not null;

    /// <summary>Takes the settings.</summary>
    /// <exception cref="MeshException"><c>bad-setting</c>: one is given without the other.</exception>
    public static ControlPlaneOptions Of(string dataDirectory, string? repository, string? password) =>
        (repository is null) == (password is null)
            ? new ControlPlaneOptions(dataDirectory, repository, password)
            : throw new MeshException(
                "bad-setting", repository is null ? RepositorySetting : PasswordSetting, "is not set",
                $"set both {RepositorySetting} and {PasswordSetting}, or neither", ExitCode.BadInput);
}
