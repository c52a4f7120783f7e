using Mesh.Tests.Kit.Azurite;

namespace Mesh.Tests.Sites;

[CollectionDefinition(AzuriteFixture.Name)]
public class SharedAzurite : ICollectionFixture<AzuriteFixture>;
