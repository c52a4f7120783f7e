using Mesh.Domain.Errors;

namespace Mesh.Sites.Notifications;

/// <summary>
/// What all senders share: the id's form, the time that a receiver has, and how a failure is told.
/// </summary>
internal static class Delivery
{
    /// <summary>How long a receiver may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int LongestId = 64;

    /// <summary>Runs a delivery for as long as a receiver may take.</summary>
    /// <param name="receiver">What errors call the receiver.</param>
    /// <param name="time">The clock.</param>
    /// <param name="deliver">The delivery.</param>
    /// <param name="isExpected">Whether an exception tells of the receiver or of the way to it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task RunAsync(
        string receiver,
        TimeProvider time,
        Func<CancellationToken, Task> deliver,
        Func<Exception, bool> isExpected,
        CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either =
            CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await deliver(either.Token);
        }
        catch (Exception error) when (patience.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested && error is not MeshException)
        {
            throw Failed(receiver, $"does not answer within {Patience.TotalSeconds:0} seconds", error);
        }
        catch (Exception error) when (isExpected(error))
        {
            throw Failed(receiver, error.Message.ReplaceLineEndings(" ").TrimEnd('.'), error);
        }
    }

    /// <summary>Refuses an id that would not be kept as it is on the way.</summary>
    public static void CheckId(Notification message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Id.Length is 0 or > LongestId
            || !message.Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new ArgumentException($"'{message.Id}' is no id of a notification.", nameof(message));
        }
    }

    /// <summary>A text in one line.</summary>
    public static string Line(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    /// <summary>A delivery that fails however often it is repeated.</summary>
    public static MeshException Refused(string receiver, string cause, Exception? inner = null) => new(
        "notification-refused",
        receiver,
        cause,
        "it is not sent again; check the receiver's address, its rights and the secret",
        innerException: inner);

    /// <summary>The failure of a delivery.</summary>
    public static MeshException Failed(string receiver, string cause, Exception? inner = null) => new(
        "notification-failed",
        receiver,
        cause,
        "it is sent again; check the receiver, its address and the secret",
        innerException: inner);
}
