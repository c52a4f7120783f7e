namespace Mesh.Sites.Notifications;

/// <summary>A message to people.</summary>
/// <param name="Id">
/// What it is, the same each time it is sent: 1 to 64 letters, digits and hyphens, by which a receiver can
/// drop doubles.
/// </param>
/// <param name="Subject">What it is about, in one line; line breaks are sent as spaces.</param>
/// <param name="Text">What it says, as plain text; no secret.</param>
public sealed record Notification(string Id, string Subject, string Text);
