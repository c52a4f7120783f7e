namespace Mesh.Runtime.Durable.Engine;

/// <summary>Names one scheduled activity for ever: its result is recorded once by this.</summary>
internal readonly record struct ActivityKey(string Instance, long Execution, int Id);
