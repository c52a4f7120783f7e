using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>The connection to a server could not be made or broke. To connect again may help; nothing is
/// known about a statement that was under way.</summary>
public sealed class ConnectionLostException(string subject, string cause, Exception? innerException = null)
    : MeshException("mariadb-unreachable", subject, cause, "see that the server runs and can be reached",
        innerException: innerException);
