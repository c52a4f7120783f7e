using Mesh.Domain.Errors;

namespace Mesh.Sites;

/// <summary>What a site's part lacks or cannot do, and whether doing it again may help.</summary>
public sealed class SitePartException : MeshException
{
    public SitePartException(
        string code,
        string subject,
        string cause,
        string hint,
        bool retryable = false,
        Exception? innerException = null)
        : base(code, subject, cause, hint, innerException: innerException) => Retryable = retryable;

    /// <summary>Whether doing it again, unchanged, may help.</summary>
    public bool Retryable { get; }
}
