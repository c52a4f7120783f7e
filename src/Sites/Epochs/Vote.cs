namespace Mesh.Sites.Epochs;

/// <summary>What a voter made of a claim.</summary>
internal enum Vote
{
    /// <summary>It holds the claim, from now on or already.</summary>
    Given,

    /// <summary>It holds another claim to this epoch, for ever.</summary>
    Refused,

    /// <summary>It has not answered; it may hold the claim, or come to hold it.</summary>
    Doubt,
}
