namespace Mesh.Domain.Runbooks;

/// <summary>What holds of the kinds of runbooks.</summary>
public static class RunbookKinds
{
    /// <summary>Whether it leads production to another site.</summary>
    public static bool Moves(this RunbookKind kind) => kind is RunbookKind.Failover or RunbookKind.Failback;
}
