namespace Mesh.Orchestrations.Movements;

/// <summary>The failures of movements that orchestrators tell apart.</summary>
public static class MovementCode
{
    /// <summary>The source's log does not go on where what is held ends; only a full backup helps.</summary>
    public const string LogBroken = "log-broken";

    /// <summary>What the vault holds is damaged, or a part of it is missing.</summary>
    public const string Damaged = "damaged";
}
