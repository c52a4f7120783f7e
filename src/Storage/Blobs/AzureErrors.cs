using System.Xml;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using Mesh.Storage.Errors;

namespace Mesh.Storage.Blobs;

/// <summary>What Azure answers, in the words of <see cref="IObjectStore"/>.</summary>
internal static class AzureErrors
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;

    /// <summary>True for an exception that <see cref="Translate"/> is meant for.</summary>
    public static bool IsAzureError(Exception error, CancellationToken cancellationToken) => error switch
    {
        RequestFailedException or AuthenticationFailedException => true,
        IOException or HttpRequestException => true,

        // The answer of something else than Azure, perhaps a proxy.
        XmlException => true,
        AggregateException all => all.InnerExceptions.All(one => IsAzureError(one, cancellationToken)),
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    public static bool IsMissing(RequestFailedException error) => error.Status == 404;

    public static bool IsContainerMissing(RequestFailedException error) =>
        error.ErrorCode == BlobErrorCode.ContainerNotFound;

    public static bool IsBeyondEnd(RequestFailedException error) => error.Status == 416;

    public static ObjectStoreException Translate(Exception error, string location, string key)
    {
        var subject = key.Length == 0 ? location : $"{location}: {key}";
        return error switch
        {
            RequestFailedException failed => Translate(failed, location, key, subject),
            AuthenticationFailedException => Denied(subject, "no identity could sign in", error),
            AggregateException { InnerException: { } first } => Translate(first, location, key),
            _ => Unavailable(subject, FirstLine(error), error),
        };
    }

    private static ObjectStoreException Translate(
        RequestFailedException error, string location, string key, string subject)
    {
        if (IsContainerMissing(error))
        {
            return new ObjectStoreException("store-missing", location, "there is no such container",
                "check the container's and the account's name", innerException: error);
        }

        if (error.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return new ObjectExistsException(location, key, error);
        }

        return error.Status switch
        {
            404 => new ObjectNotFoundException(location, key, error),
            401 or 403 => Denied(subject, "Azure denies access" + Code(error), error),
            0 or RequestTimeout or TooManyRequests or >= 500 => Unavailable(subject, FirstLine(error), error),
            409 when error.ErrorCode == BlobErrorCode.ContainerBeingDeleted =>
                Unavailable(subject, "the container is being deleted", error),
            _ => new ObjectStoreException("store-refused", subject,
                $"Azure answers {error.Status}{Code(error)}: {FirstLine(error)}", innerException: error),
        };
    }

    private static ObjectStoreException Denied(string subject, string cause, Exception error) =>
        new("store-denied", subject, cause,
            "check the account's key, signature or identity, its role and this clock", innerException: error);

    private static ObjectStoreException Unavailable(string subject, string cause, Exception error) =>
        new("store-unavailable", subject, cause, isTransient: true, innerException: error);

    private static string Code(RequestFailedException error) =>
        error.ErrorCode is { } code ? $" ({code})" : "";

    // The lines below hold all headers of the answer.
    private static string FirstLine(Exception error) => error.Message.Split('\n', 2)[0].TrimEnd('\r', '.');
}
