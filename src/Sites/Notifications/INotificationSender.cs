using Mesh.Domain.Errors;

namespace Mesh.Sites.Notifications;

/// <summary>A way to people. May be used by many at once.</summary>
public interface INotificationSender
{
    /// <summary>
    /// Hands a message over, and returns when the receiver has said that it has it. Sending is repeated after
    /// an error, which may come after the receiver has taken the message; so it arrives at least once, each
    /// time with the same id.
    /// </summary>
    /// <exception cref="MeshException">
    /// <c>notification-failed</c>: nobody is known to have it; names the receiver's host, and neither its
    /// secret nor the rest of its address, which may be one; <c>notification-refused</c>: it would be the
    /// same each time.
    /// </exception>
    Task SendAsync(Notification message, CancellationToken cancellationToken);
}
