namespace Mesh.Sites.Epochs;

/// <summary>What the voters hold, as far as they have answered.</summary>
public sealed record EpochSurvey
{
    /// <summary>The reader's monotonic clock before the first voter was asked.</summary>
    public required long Began { get; init; }

    /// <summary>How many voters there are.</summary>
    public required int Voters { get; init; }

    /// <summary>What those who answered hold, by the voter's name.</summary>
    public required IReadOnlyDictionary<string, VoterReading> Readings { get; init; }

    /// <summary>Why the others have not answered, by the voter's name.</summary>
    public required IReadOnlyDictionary<string, string> Silent { get; init; }

    /// <summary>How many make a majority.</summary>
    public int Majority => (Voters / 2) + 1;

    /// <summary>Whether a majority has answered.</summary>
    public bool HasMajority => Readings.Count >= Majority;

    /// <summary>The newest epoch that any voter has seen claimed, won or not; 0: none.</summary>
    public long Highest => Readings.Values.Max(reading => reading.Newest?.Epoch) ?? 0;

    /// <summary>
    /// The newest claim that a majority is seen to hold: whose site may be production. Null where none is
    /// seen; there may be a newer one still where a voter is silent.
    /// </summary>
    public EpochClaim? Won => Readings.Values
        .SelectMany(reading => reading.Claims.Values)
        .Where(claim => claim.Site.Length > 0)
        .GroupBy(claim => (claim.Epoch, claim.Site, claim.Claimer))
        .Where(same => same.Count() >= Majority)
        .MaxBy(same => same.Key.Epoch)?.First();

    /// <summary>Every claim that a voter which answered holds, won or not.</summary>
    public IEnumerable<EpochClaim> Claims =>
        Readings.Values.SelectMany(reading => reading.Claims.Values);

    /// <summary>Every lease that a voter which answered knows of.</summary>
    public IEnumerable<LeaseRecord> Leases => Readings.Values.SelectMany(reading => reading.Leases.Values);

    /// <summary>Whether a majority is seen to hold the claim.</summary>
    public bool IsWon(EpochClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return Readings.Values.Count(reading =>
            reading.Claims.GetValueOrDefault(claim.Epoch)?.IsSame(claim) == true) >= Majority;
    }

    /// <summary>
    /// Whether a majority has answered that it knows of no newer claim than this one: then no newer one
    /// had been won when the survey began.
    /// </summary>
    public bool IsNewest(EpochClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return Readings.Values.Count(reading => reading.Newest?.IsSame(claim) == true) >= Majority;
    }
}
