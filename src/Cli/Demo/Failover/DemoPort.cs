namespace Mesh.Cli.Demo.Failover;

/// <summary>What listens at a site.</summary>
internal enum DemoPort
{
    /// <summary>The MariaDB server.</summary>
    Database,

    /// <summary>The agent's role endpoint, which load balancers ask.</summary>
    Role,

    /// <summary>The load balancer, where clients come.</summary>
    Proxy,
}
