namespace Mesh.Orchestrations.Incidents;

/// <summary>Where the course of an incident is.</summary>
public enum IncidentStage
{
    /// <summary>It has been told what to do; somebody has to.</summary>
    Advised,

    /// <summary>Somebody has to decide.</summary>
    Asked,

    /// <summary>It waits until its places see production down again, before it acts alone.</summary>
    Watching,

    /// <summary>A runbook is under way.</summary>
    Acting,

    /// <summary>Nothing more is done until it is over, or graver.</summary>
    Stopped,

    /// <summary>It has been dealt with.</summary>
    Done,
}
