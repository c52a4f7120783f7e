namespace Mesh.Domain.Drills;

/// <summary>What was drilled of a system so far.</summary>
/// <param name="Since">When the system was declared first.</param>
/// <param name="LastSuccess">When the newest successful drill began; null where there was none.</param>
/// <param name="LastAttempt">When the newest drill began, however it ended; null where there was
/// none.</param>
/// <param name="IsUnderWay">Whether one is being done now.</param>
public sealed record DrillHistory(
    DateTimeOffset Since, DateTimeOffset? LastSuccess, DateTimeOffset? LastAttempt, bool IsUnderWay);
