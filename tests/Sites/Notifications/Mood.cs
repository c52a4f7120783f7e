namespace Mesh.Tests.Sites.Notifications;

/// <summary>What a receiver does with who comes.</summary>
public enum Mood
{
    Taking,
    Refusing,
    HangingUp,
    Silent,
}
