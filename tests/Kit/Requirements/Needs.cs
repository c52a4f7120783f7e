namespace Mesh.Tests.Kit.Requirements;

/// <summary>What a test needs beyond .NET; without it the test is skipped and says why.</summary>
[Flags]
public enum Needs
{
    None = 0,

    /// <summary>Node.js and the Azurite that tests/install.sh puts into artifacts/azurite.</summary>
    Azurite = 1,

    /// <summary>Stock restic on the PATH.</summary>
    Restic = 2,

    /// <summary>To run as root: owners, devices, mounts.</summary>
    Root = 4,

    /// <summary>A MariaDB server and its stock programs.</summary>
    MariaDb = 8,

    /// <summary>HAProxy, installed or fetched by tests/install.sh.</summary>
    Haproxy = 16,

    /// <summary>BIND's name server, installed or fetched by tests/install.sh.</summary>
    Bind = 32,

    /// <summary>Network namespaces that this process may make: root and iproute2.</summary>
    Networks = 64,

    /// <summary>Wall clocks of single processes: libfaketime, fetched by tests/install.sh.</summary>
    WallClocks = 128,
}
