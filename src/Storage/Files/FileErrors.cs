using Mesh.Storage.Errors;

namespace Mesh.Storage.Files;

/// <summary>What the operating system says, in the words of <see cref="IObjectStore"/>.</summary>
internal static class FileErrors
{
    /// <summary>True for an exception that <see cref="Translate"/> is meant for.</summary>
    public static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException;

    public static ObjectStoreException Translate(Exception error, string root, string key)
    {
        var subject = Path.Combine(root, key);
        return error switch
        {
            FileNotFoundException or DirectoryNotFoundException =>
                new ObjectNotFoundException(root, key, error),
            UnauthorizedAccessException => new ObjectStoreException("store-denied", subject,
                "access is denied", "run as a user that may read and write the repository's folder",
                innerException: error),
            _ => error.HResult switch
            {
                Posix.NoEntry => new ObjectNotFoundException(root, key, error),
                Posix.NoSpace => Full(subject, "the disk is full", error),
                Posix.QuotaExceeded => Full(subject, "the disk quota is used up", error),
                Posix.FileTooLarge => Full(subject, "the file system takes no file of this size", error),
                Posix.ReadOnlyFileSystem => new ObjectStoreException("store-denied", subject,
                    "the file system is mounted read-only", "mount it for writing", innerException: error),
                _ => new ObjectStoreException("store-unavailable", subject, error.Message, isTransient: true,
                    innerException: error),
            },
        };
    }

    private static ObjectStoreException Full(string subject, string cause, Exception error) =>
        new("store-full", subject, cause, "nothing was stored: make room and run it again",
            innerException: error);
}
