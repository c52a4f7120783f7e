namespace Mesh.Runtime.Durable.Engine;

/// <summary>Finds the owner of an instance, wherever it is, or makes one.</summary>
internal interface IInstanceRouter
{
    /// <summary>
    /// Ends when what was delivered is recorded, or of no use any more; fails when it is neither, and is then
    /// to be delivered again.
    /// </summary>
    Task DeliverAsync(string instance, IReadOnlyList<MailItem> mail);
}
