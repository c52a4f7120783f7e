namespace Mesh.Sites.Notifications;

/// <summary>The mail server, and from whom to whom.</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port, such as 587 or 465.</param>
/// <param name="Tls">How the way to it is protected.</param>
/// <param name="From">The sender's address.</param>
/// <param name="To">The receivers' addresses, at least one.</param>
public sealed record MailTarget(string Host, int Port, MailTls Tls, string From, IReadOnlyList<string> To)
{
    /// <summary>Who logs in; null where the server asks nobody.</summary>
    public string? User { get; init; }

    /// <summary>Gives the password, anew for each message; null where the server asks nobody.</summary>
    public Func<CancellationToken, Task<string>>? Password { get; init; }
}
