namespace Mesh.Vault.Checking;

/// <summary>One thing a check has found.</summary>
/// <param name="Severity">Whether the repository is still sound.</param>
/// <param name="Code">Stable, kebab-case: <c>pack-missing</c>.</param>
/// <param name="Subject">What it is about: <c>pack 1234…</c>.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record Finding(Severity Severity, string Code, string Subject, string Message);
