using Mesh.Domain.Sites;

namespace Mesh.Domain.Agents;

/// <summary>Answers an order, which is over with it.</summary>
/// <param name="Receipt">The newest that was given for it.</param>
/// <param name="Answer">What came of it.</param>
public sealed record OrderAnswer(string Receipt, SiteAnswer Answer);
