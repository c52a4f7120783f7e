namespace Mesh.Domain.Secrets;

/// <summary>Where a secret is kept.</summary>
public enum SecretScheme
{
    /// <summary>In an environment variable of the process that uses it.</summary>
    Env,

    /// <summary>In the first line of a file on the machine that uses it.</summary>
    File,
}
