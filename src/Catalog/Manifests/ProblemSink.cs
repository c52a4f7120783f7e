using Mesh.Domain.Errors;

namespace Mesh.Catalog.Manifests;

/// <summary>Collects what is wrong in a file, so that all of it is said at once.</summary>
internal sealed class ProblemSink(string file)
{
    private readonly List<ManifestProblem> problems = [];

    public bool IsEmpty => problems.Count == 0;

    public void Add(Place place, string field, string cause, string hint = "") =>
        problems.Add(new ManifestProblem(file, place.Line, place.Column, field, cause, hint));

    public void Add(Place place, string field, Problem problem) =>
        Add(place, field, problem.Cause, problem.Hint);

    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new InvalidManifestException(
                file, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)]);
        }
    }
}
