using System.Buffers;

namespace Mesh.Tests.Storage.Files;

/// <summary>Content that has the put which reads it cancelled at the first look.</summary>
internal sealed class CancellingContent : MemoryManager<byte>
{
    private readonly byte[] content;
    private readonly CancellationTokenSource source = new();

    private CancellingContent(int size) => content = new byte[size];

    // The inherited one looks at the bytes to know how many they are.
    public override Memory<byte> Memory => CreateMemory(content.Length);

    public static ReadOnlySequence<byte> Of(int size, out CancellationToken token)
    {
        var manager = new CancellingContent(size);
        token = manager.source.Token;
        return new ReadOnlySequence<byte>(manager.Memory);
    }

    public override Span<byte> GetSpan()
    {
        source.Cancel();
        return content;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        source.Cancel();
        return content.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => source.Dispose();
}
