using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;

namespace Mesh.Sites.Epochs;

/// <summary>
/// One of the voters: a store that keeps claims, each under its epoch, put there only if that is absent. It
/// has to be founded once, and says then which voter it is: an empty disk where the voter's should be
/// mounted, another voter's store, or one that was set back answers nothing, instead of wrongly.
/// </summary>
/// <param name="name">The voter's name.</param>
/// <param name="store">Where it keeps what it holds; disposed of with this.</param>
/// <param name="system">The system whose epochs these are.</param>
/// <param name="limit">How long one question may take.</param>
/// <param name="time">The clock.</param>
public sealed class EpochVoter(
    string name, IObjectStore store, string system, TimeSpan limit, TimeProvider time) : IAsyncDisposable
{
    private const int LargestRecord = 64 << 10;

    // What a voter holds never changes, so it is read once.
    private readonly ConcurrentDictionary<long, EpochClaim> claims = [];
    private readonly ConcurrentDictionary<long, LeaseRecord> leases = [];

    /// <summary>The voter's name.</summary>
    public string Name => name;

    /// <summary>Where it is, for people; no secret.</summary>
    public string Location => store.Location;

    /// <summary>Makes the store this voter; done already, it changes nothing.</summary>
    /// <exception cref="MeshException"><c>voter-mismatch</c>: it is another voter.</exception>
    public Task FoundAsync(CancellationToken cancellationToken) => LimitedAsync(async stop =>
    {
        if (await PutAsync(EpochKeys.Voter(system), new Identity(name), stop))
        {
            return true;
        }

        await CheckIdentityAsync(stop);
        return true;
    }, cancellationToken);

    /// <summary>Reads all that it holds.</summary>
    /// <exception cref="MeshException">It does not answer, or is not the voter that it should be.</exception>
    public Task<VoterReading> ReadAsync(CancellationToken cancellationToken) =>
        LimitedAsync(ReadAllAsync, cancellationToken);

    /// <summary>Puts a claim to it; may be repeated.</summary>
    internal async Task<Vote> VoteAsync(EpochClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await LimitedAsync(async stop =>
            {
                await CheckIdentityAsync(stop);
                if (await PutAsync(EpochKeys.Claim(system, claim.Epoch), claim, stop))
                {
                    return Vote.Given;
                }

                var held = await GetClaimAsync(EpochKeys.Claim(system, claim.Epoch), claim.Epoch, stop);
                return held.IsSame(claim) ? Vote.Given : Vote.Refused;
            }, cancellationToken);
        }
        catch (MeshException)
        {
            // Whether it has the claim is not known; the claim has to do without it.
            return Vote.Doubt;
        }
    }

    /// <summary>Tells it of a lease; may be repeated.</summary>
    /// <exception cref="MeshException"><c>lease-terms-differ</c>: it holds another lease of this epoch,
    /// which promises what this one does not keep; or it does not answer.</exception>
    public Task TellAsync(LeaseRecord lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return LimitedAsync(async stop =>
        {
            await CheckIdentityAsync(stop);
            var key = EpochKeys.Lease(system, lease.Epoch);
            if (await PutAsync(key, lease, stop)
                || JsonSerializer.Deserialize<LeaseRecord>(await GetAsync(key, stop))!.Covers(lease))
            {
                return true;
            }

            throw new MeshException(
                "lease-terms-differ",
                $"epoch {lease.Epoch} of {system}",
                "the lease was promised to be shorter, or to end under a watchdog, and would not be so now",
                "run the agent as before, or claim a new epoch for its site");
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task<VoterReading> ReadAllAsync(CancellationToken stop)
    {
        var known = claims.Keys;
        await CheckIdentityAsync(stop);
        var (claimed, leased) = (new HashSet<long>(), new HashSet<long>());
        await foreach (var info in store.ListAsync(EpochKeys.Folder(system), stop))
        {
            var epoch = EpochKeys.EpochOf(info.Key, out var isLease);
            (epoch == 0 ? [] : isLease ? leased : claimed).Add(epoch);
        }

        if (!claimed.IsSupersetOf(known))
        {
            throw new MeshException("voter-set-back", $"voter {name}: {Location}",
                "it no longer holds what it held", "bring its store back as it was, or found it elsewhere");
        }

        // Kept one by one: a reader that is cut off goes on next time behind what it has.
        await Task.WhenAll(claimed.Order().Where(epoch => !claims.ContainsKey(epoch)).Select(async epoch =>
            claims[epoch] = await GetClaimAsync(EpochKeys.Claim(system, epoch), epoch, stop)));
        await Task.WhenAll(leased.Order().Where(epoch => !leases.ContainsKey(epoch)).Select(async epoch =>
            leases[epoch] = await GetLeaseAsync(EpochKeys.Lease(system, epoch), stop)));
        return new(
            claimed.ToDictionary(epoch => epoch, epoch => claims[epoch]),
            leased.ToDictionary(epoch => epoch, epoch => leases[epoch]));
    }

    private async Task<LeaseRecord> GetLeaseAsync(string key, CancellationToken stop)
    {
        try
        {
            return JsonSerializer.Deserialize<LeaseRecord>(await GetAsync(key, stop))!;
        }
        catch (JsonException error)
        {
            throw new MeshException("voter-damaged", $"voter {name}: {Location}",
                "a lease that it holds cannot be read", "do without it, and found a voter in its place",
                innerException: error);
        }
    }

    private async Task CheckIdentityAsync(CancellationToken stop)
    {
        Identity? identity;
        try
        {
            identity =
                JsonSerializer.Deserialize<Identity>(await GetAsync(EpochKeys.Voter(system), stop));
        }
        catch (ObjectNotFoundException error)
        {
            throw new MeshException("voter-missing", $"voter {name}: {Location}",
                $"it was not founded as a voter of {system}, or its disk is not mounted",
                "see to its disk; a new voter has to be founded, once",
                innerException: error);
        }

        if (identity?.Name != name)
        {
            throw new MeshException("voter-mismatch", $"voter {name}: {Location}",
                $"it is voter {identity?.Name}", "give each voter its own store", ExitCode.BadInput);
        }
    }

    private async Task<EpochClaim> GetClaimAsync(string key, long epoch, CancellationToken stop)
    {
        try
        {
            var claim = JsonSerializer.Deserialize<EpochClaim>(await GetAsync(key, stop));
            return claim?.Epoch == epoch ? claim : Nobodys(epoch);
        }
        catch (JsonException)
        {
            // Damaged: the epoch is used up here, and by nobody.
            return Nobodys(epoch);
        }
    }

    private static EpochClaim Nobodys(long epoch) => new(epoch, "", "", DateTimeOffset.UnixEpoch);

    private Task<byte[]> GetAsync(string key, CancellationToken stop) =>
        store.GetAsync(key, LargestRecord, stop);

    private async Task<bool> PutAsync<T>(string key, T record, CancellationToken stop)
    {
        try
        {
            await store.PutAsync(
                key,
                new ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(record)),
                PutCondition.IfAbsent,
                stop);
            return true;
        }
        catch (ObjectExistsException)
        {
            return false;
        }
    }

    // A dead network file system answers neither the call nor its cancellation: it is left to itself.
    private async Task<T> LimitedAsync<T>(
        Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ask(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MeshException("voter-silent", $"voter {name}: {Location}",
                $"it has not answered in {limit.TotalSeconds:0.#} s", "see to it, and to the way to it",
                innerException: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException("voter-silent", $"voter {name}: {Location}", error.Message,
                "see to it, and to the way to it", innerException: error);
        }
    }

    private sealed record Identity(string Name);
}
