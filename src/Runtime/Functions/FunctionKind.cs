namespace Mesh.Runtime.Functions;

/// <summary>What makes a function run.</summary>
internal enum FunctionKind
{
    Http,
    Timer,
    Queue,
    Orchestrator,
    Activity,
}
