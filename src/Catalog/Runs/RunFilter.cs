using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Runs;

/// <summary>Which runs are wanted; what is null does not matter.</summary>
public sealed record RunFilter(
    SystemName? System = null,
    ComponentName? Component = null,
    RunKind? Kind = null,
    RunState? State = null,
    bool ActiveOnly = false,
    RunPurpose? Purpose = null);
