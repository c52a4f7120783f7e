namespace Mesh.Runtime.Durable.History;

/// <summary>What a message of the inbox is. The numbers are stored.</summary>
internal enum MessageKind
{
    Event = 1,
    Suspend = 2,
    Resume = 3,
    Terminate = 4,
    ChildCompleted = 5,
    ChildFailed = 6,
}
