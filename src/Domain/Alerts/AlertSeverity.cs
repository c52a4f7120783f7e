namespace Mesh.Domain.Alerts;

/// <summary>How soon somebody has to see to an alert.</summary>
public enum AlertSeverity
{
    /// <summary>Within the working day: protection is less than was asked for.</summary>
    Warning,

    /// <summary>At once: what is held may not bring the system back.</summary>
    Critical,
}
