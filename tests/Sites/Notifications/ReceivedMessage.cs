namespace Mesh.Tests.Sites.Notifications;

/// <summary>A message as it arrived.</summary>
public sealed record ReceivedMessage(
    string Id, string Subject, string Text, IReadOnlyDictionary<string, string> Headers, string Body);
