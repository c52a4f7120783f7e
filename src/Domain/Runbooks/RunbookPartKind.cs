namespace Mesh.Domain.Runbooks;

/// <summary>How a component is moved. Histories keep the numbers: what is new comes last.</summary>
public enum RunbookPartKind
{
    /// <summary>A database with a replica, or a server to be filled, at the other site.</summary>
    Database,

    /// <summary>Hosts that are started, checked and scaled.</summary>
    Hosts,

    /// <summary>A switch that leads the traffic.</summary>
    Traffic,

    /// <summary>Files that the vault brings to the other site.</summary>
    Files,
}
