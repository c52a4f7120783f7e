using Mesh.Domain.Errors;

namespace Mesh.Storage.Errors;

/// <summary>
/// A store did not do what it was asked. Codes: <c>bad-object-key</c>, <c>object-too-large</c>,
/// <c>store-missing</c>, <c>store-denied</c>, <c>store-full</c>, <c>store-refused</c>,
/// <c>store-unavailable</c>, <c>store-stalled</c>, and those of the subtypes.
/// </summary>
public class ObjectStoreException : MeshException
{
    public ObjectStoreException(
        string code,
        string subject,
        string cause,
        string hint = "",
        bool isTransient = false,
        int exitCode = Domain.Errors.ExitCode.Failed,
        Exception? innerException = null)
        : base(code, subject, cause, hint, exitCode, innerException) => IsTransient = isTransient;

    /// <summary>True when the same call may well succeed a little later; false when only somebody's act can
    /// help.</summary>
    public bool IsTransient { get; }
}
