namespace Mesh.Runtime.Durable.Engine;

/// <summary>What an instance's owner is told.</summary>
internal enum MailKind
{
    Poke,
    TaskDone,
    TimerDue,

    /// <summary>Something outside the history tried to drive the orchestrator.</summary>
    Stranger,
}
