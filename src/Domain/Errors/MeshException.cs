namespace Mesh.Domain.Errors;

/// <summary>
/// An error for the operator at 3 a.m.: what it is about, why it happened and what to do about it. Carries no
/// secret.
/// </summary>
public class MeshException : Exception
{
    /// <param name="code">Stable, kebab-case, for machines: <c>wrong-password</c>.</param>
    /// <param name="subject">What it is about: a field, a path, a repository, a run.</param>
    /// <param name="cause">What is wrong with it, as one clause without a final stop.</param>
    /// <param name="hint">What the reader can do now; empty where nothing can be said.</param>
    /// <param name="exitCode">One of <see cref="Errors.ExitCode"/>.</param>
    /// <param name="innerException">What was caught, if anything.</param>
    public MeshException(
        string code,
        string subject,
        string cause,
        string hint = "",
        int exitCode = Errors.ExitCode.Failed,
        Exception? innerException = null)
        : base(hint.Length == 0 ? $"{subject}: {cause}" : $"{subject}: {cause} ({hint})", innerException)
    {
        Code = code;
        Subject = subject;
        Cause = cause;
        Hint = hint;
        ExitCode = exitCode;
    }

    /// <summary>Stable, kebab-case name of the error, for machines.</summary>
    public string Code { get; }

    /// <summary>What the error is about.</summary>
    public string Subject { get; }

    /// <summary>What is wrong.</summary>
    public string Cause { get; }

    /// <summary>The way out; empty where there is none to give.</summary>
    public string Hint { get; }

    /// <summary>The process exit code of a command that ends with this error.</summary>
    public int ExitCode { get; }
}
