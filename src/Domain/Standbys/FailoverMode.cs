namespace Mesh.Domain.Standbys;

/// <summary>Who decides on a failover.</summary>
public enum FailoverMode
{
    /// <summary>Somebody who is asked and answers in time.</summary>
    Approve,

    /// <summary>Mesh, when a majority of the places says that production is gone.</summary>
    Automatic,
}
