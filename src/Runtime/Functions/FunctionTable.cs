using System.Collections.Frozen;

namespace Mesh.Runtime.Functions;

/// <summary>All functions of the app, by name without regard to case.</summary>
internal sealed class FunctionTable
{
    private readonly FrozenDictionary<string, FunctionEntry> byName;

    public FunctionTable(IReadOnlyList<FunctionEntry> functions)
    {
        Functions = functions;
        byName = functions.ToFrozenDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<FunctionEntry> Functions { get; }

    public IEnumerable<FunctionEntry> Of(FunctionKind kind) =>
        Functions.Where(function => function.Kind == kind);

    public FunctionEntry? Find(string name, FunctionKind kind) =>
        byName.TryGetValue(name, out var function) && function.Kind == kind ? function : null;
}
