namespace Mesh.Sites.Databases;

/// <summary>How a replica that was connected has seen its primary.</summary>
/// <param name="Site">The primary's site.</param>
/// <param name="LosesNothing">Whether the primary acknowledged nothing without this standby.</param>
/// <param name="At">When.</param>
internal sealed record PrimarySighting(string Site, bool LosesNothing, DateTimeOffset At);
