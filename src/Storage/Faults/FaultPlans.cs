namespace Mesh.Storage.Faults;

/// <summary>Ready-made plans.</summary>
public static class FaultPlans
{
    /// <summary>Keeps all promises.</summary>
    public static FaultPlan None => (_, _) => Fault.None;

    /// <summary>Lets a share of all calls go wrong, in one of the ways given, as the generator
    /// decides.</summary>
    /// <param name="random">Seeded by the caller, so that a run can be replayed.</param>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="faults">Each as likely as the others; one that means nothing to an operation does
    /// nothing.</param>
    public static FaultPlan Random(Random random, double share, params Fault[] faults)
    {
        var turn = new Lock();
        return (_, _) =>
        {
            lock (turn)
            {
                return random.NextDouble() < share ? faults[random.Next(faults.Length)] : Fault.None;
            }
        };
    }

    /// <summary>Lets the next calls of one kind below a prefix go wrong, in this order; later ones go
    /// well.</summary>
    public static FaultPlan Script(StoreOperation operation, string prefix, params Fault[] faults)
    {
        var next = -1;
        return (called, key) => called == operation && key.StartsWith(prefix, StringComparison.Ordinal)
            && Interlocked.Increment(ref next) is var index && index < faults.Length
            ? faults[index]
            : Fault.None;
    }

    /// <summary>Lets every call of one kind below a prefix go wrong.</summary>
    public static FaultPlan Always(StoreOperation operation, string prefix, Fault fault) =>
        (called, key) => called == operation && key.StartsWith(prefix, StringComparison.Ordinal)
            ? fault
            : Fault.None;

    /// <summary>The first of the plans that wants a fault has it.</summary>
    public static FaultPlan FirstOf(params FaultPlan[] plans) =>
        (operation, key) => plans.Select(plan => plan(operation, key))
            .FirstOrDefault(fault => fault != Fault.None);
}
