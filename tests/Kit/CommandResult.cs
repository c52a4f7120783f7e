namespace Mesh.Tests.Kit;

/// <summary>How a program ended and what it said.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors);
