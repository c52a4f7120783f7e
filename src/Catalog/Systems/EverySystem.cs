using System.Runtime.ExceptionServices;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;

namespace Mesh.Catalog.Systems;

/// <summary>
/// Goes through all systems, so that one that fails does not keep the others from their turn.
/// </summary>
public static class EverySystem
{
    /// <summary>Visits each system; what failed is thrown after the last.</summary>
    public static async Task VisitAsync(
        SystemRegistry systems, Func<SystemRecord, Task> visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(visit);
        var failures = new List<MeshException>();
        for (var page = new PageRequest(PageRequest.Largest); ;)
        {
            var (names, next) = await systems.NamesAsync(page, cancellationToken);
            foreach (var name in names)
            {
                try
                {
                    // One that was deleted since it was listed has no turn.
                    if (await systems.FindAsync(name, cancellationToken) is { } system)
                    {
                        await visit(system);
                    }
                }
                catch (MeshException failure)
                {
                    failures.Add(failure);
                }
            }

            if (next is null)
            {
                break;
            }

            page = page with { After = next };
        }

        Throw(failures);
    }

    private static void Throw(List<MeshException> failures)
    {
        if (failures.Count == 1)
        {
            ExceptionDispatchInfo.Throw(failures[0]);
        }

        if (failures.Count > 1)
        {
            throw new MeshException(
                "systems-failed",
                $"{failures.Count} systems",
                string.Join("; ", failures.Select(failure => failure.Message)),
                "the others had their turn",
                innerException: failures[0]);
        }
    }
}
