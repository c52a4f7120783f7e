namespace Mesh.Sources.Databases;

/// <summary>How much a finding matters.</summary>
public enum PreflightSeverity
{
    /// <summary>Worth knowing; nothing is lost.</summary>
    Advice,

    /// <summary>Full backups work; the log cannot be captured, or cannot be trusted.</summary>
    LimitsLog,

    /// <summary>Backups cannot be taken, or would not be whole.</summary>
    Blocks,
}
