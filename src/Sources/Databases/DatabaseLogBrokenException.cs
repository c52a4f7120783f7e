using Mesh.Domain.Errors;

namespace Mesh.Sources.Databases;

/// <summary>
/// The server's log does not go on where what we hold ends, so nothing later can be brought back from this
/// stream. What was captured before stays good. The way on is a new full backup with a new stream.
/// </summary>
/// <param name="code">What happened to the log: <c>log-purged</c>, <c>log-reset</c> and so on.</param>
/// <param name="subject">The log.</param>
/// <param name="cause">Why, as one clause.</param>
public class DatabaseLogBrokenException(string code, string subject, string cause)
    : MeshException(code, subject, cause, "make a full backup now; it begins a new log");
