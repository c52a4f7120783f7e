namespace Mesh.Durable.Tests.Kit;

internal sealed class ProcessDiedException() : Exception("The process has ended.");
