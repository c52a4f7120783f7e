using System.Buffers;

namespace Mesh.Storage;

/// <summary>
/// A flat space of named, immutable-by-habit byte strings: the lowest floor of Mesh. Everything above relies
/// on these promises and on nothing else; every implementation and every wrapper keeps all of them.
/// </summary>
/// <remarks>
/// <para><b>Keys</b> are relative paths with '/' between non-empty parts: <c>config</c>,
/// <c>data/ab/abcd…</c>. They obey <see cref="ObjectKey"/>; any other key is refused with code
/// <c>bad-object-key</c> and never reaches the store, so no key can point outside of it.</para>
/// <para><b>Atomic.</b> Under a key there is the whole content of one successful or interrupted put, or
/// nothing: never a part, never a mixture, also when the process is killed or the power fails.</para>
/// <para><b>Durable.</b> When a put or a delete has returned, its effect survives a crash of the machine that
/// holds the store.</para>
/// <para><b>Read your writes.</b> What has been put is at once seen by stat, list and read of every
/// client.</para>
/// <para><b>Doubt.</b> A put or delete that failed may have had its effect; only success says for certain
/// what is there. To repeat it is always safe.</para>
/// <para><b>Integrity is the caller's.</b> A store may return other bytes than were put; whoever reads checks
/// hashes.</para>
/// <para><b>Memory</b> given to a call belongs to the call until its task has ended. Content of which a byte
/// is read after the cancellation was asked for is never committed.</para>
/// <para><b>Errors</b> are <see cref="Errors.ObjectStoreException"/>s or its subtypes named below;
/// cancellation is <see cref="OperationCanceledException"/>. All members may be called from many threads at
/// once.</para>
/// </remarks>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>Where the store is, for people and messages, in the notation of the command line. No
    /// secrets.</summary>
    string Location { get; }

    /// <summary>The object's size, or null when there is no such object (nor, perhaps, any store
    /// yet).</summary>
    Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Every object whose key begins with the prefix (a folder with its final '/', or empty for all), at any
    /// depth, in no particular order. Complete, or it throws: an empty answer means that there is nothing.
    /// Objects put or deleted meanwhile may or may not appear. Unfinished writes never do. A store that does
    /// not exist is an error (<c>store-missing</c>), since "nothing here" and "disk not mounted" must not
    /// look alike.
    /// </summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the content under the key, atomically and durably. Creates the store and its folders where
    /// missing. With <see cref="PutCondition.IfAbsent"/> exactly one of several concurrent puts of a key
    /// succeeds.
    /// </summary>
    /// <exception cref="Errors.ObjectExistsException">The condition is IfAbsent and there is such an
    /// object.</exception>
    Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken);

    /// <summary>Fills the whole destination from the object's bytes at the offset, or throws; what the
    /// destination holds after an error is undefined.</summary>
    /// <exception cref="Errors.ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="Errors.ObjectTruncatedException">The object ends before the range does.</exception>
    Task ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Removes the object, durably. True when it was there; false when there was nothing to remove,
    /// which is no error, perhaps because an attempt that seemed to fail had removed it already.</summary>
    Task<bool> DeleteAsync(string key, CancellationToken cancellationToken);
}
