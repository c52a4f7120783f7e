namespace Mesh.Sites.Commands;

/// <summary>A command that the agent's owner has declared. No shell reads it.</summary>
public sealed record DeclaredCommand
{
    /// <summary>The program, by path or by name, and its arguments, as they are handed over.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>After which it and all that it has started is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);
}
