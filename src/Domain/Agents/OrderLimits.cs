namespace Mesh.Domain.Agents;

/// <summary>What the order queue takes from an agent.</summary>
public static class OrderLimits
{
    /// <summary>The longest that a request for an order may wait for one, in seconds.</summary>
    public const double LongestWait = 20;

    /// <summary>The shortest time that an order may be leased for, in seconds.</summary>
    public const double ShortestLease = 1;

    /// <summary>The longest time that an order may be leased for, in seconds.</summary>
    public const double LongestLease = 300;

    /// <summary>The longest answer, in bytes of JSON: it has to fit into a message of every queue.</summary>
    public const int LongestAnswer = 40 * 1024;
}
