namespace Mesh.Domain.Runbooks;

/// <summary>What a step is that a system declares itself.</summary>
public enum DeclaredStepKind
{
    /// <summary>The runbook waits until somebody lets it go on.</summary>
    Gate,

    /// <summary>Somebody does something by hand, and says so.</summary>
    Manual,

    /// <summary>A site's agent runs a script of its own configuration.</summary>
    Script,
}
