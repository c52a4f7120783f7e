namespace Mesh.Tests.App.Partitions;

/// <summary>What a schedule does at a time.</summary>
internal enum Deed
{
    /// <summary>Nothing comes any more from one place to another.</summary>
    Cut,

    /// <summary>It comes again.</summary>
    Heal,

    /// <summary>SIGSTOP of a process.</summary>
    Freeze,

    /// <summary>SIGCONT.</summary>
    Thaw,

    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>What was killed is started again, if nobody else has done so.</summary>
    Start,

    /// <summary>The wall clock of a process is set to another time.</summary>
    Jump,

    /// <summary>A failover is asked for, in which production counts as lost.</summary>
    Failover,

    /// <summary>A planned move is asked for.</summary>
    Move,
}
