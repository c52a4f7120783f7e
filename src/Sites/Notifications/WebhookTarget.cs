namespace Mesh.Sites.Notifications;

/// <summary>Where messages are posted to.</summary>
/// <param name="Url">The address; it is not followed elsewhere.</param>
/// <param name="Secret">Gives the secret that signs, anew for each message.</param>
public sealed record WebhookTarget(Uri Url, Func<CancellationToken, Task<string>> Secret);
