using Mesh.Domain.Errors;

namespace Mesh.Catalog.Manifests;

/// <summary>A manifest that is refused, with everything that is wrong in it. Nothing was changed.</summary>
public sealed class InvalidManifestException : MeshException
{
    internal InvalidManifestException(string file, IReadOnlyList<ManifestProblem> problems)
        : base("invalid-manifest", file, Summary(problems), exitCode: Domain.Errors.ExitCode.BadInput) =>
        Problems = problems;

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<ManifestProblem> Problems { get; }

    private static string Summary(IReadOnlyList<ManifestProblem> problems) =>
        (problems.Count == 1 ? "1 problem" : $"{problems.Count} problems")
        + string.Concat(problems.Select(problem => $"\n  {problem}"));
}
