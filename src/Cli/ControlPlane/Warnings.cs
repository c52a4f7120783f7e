using Mesh.Cli.Output;

namespace Mesh.Cli.ControlPlane;

/// <summary>Warnings that are shown at once, and kept for the document. May be added from any
/// thread.</summary>
internal sealed class Warnings(ConsoleOutput output)
{
    private readonly Lock guard = new();
    private readonly List<string> all = [];

    /// <summary>In their order.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (guard)
            {
                return [.. all];
            }
        }
    }

    public void Add(string warning)
    {
        lock (guard)
        {
            all.Add(warning);
        }

        output.Warn(warning);
    }
}
