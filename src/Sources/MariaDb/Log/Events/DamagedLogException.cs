using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Bytes that claim to be a part of a binary log are not.</summary>
public sealed class DamagedLogException(string subject, string cause, Exception? innerException = null)
    : MeshException("damaged-log", subject, cause,
        "verify the log's segments; if the server's own file is damaged, make a full backup now",
        innerException: innerException);
