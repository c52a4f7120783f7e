using Mesh.Runtime.Functions.Invoking;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>Gives one argument of one invocation.</summary>
internal delegate object? ArgumentSource(Invocation invocation);
