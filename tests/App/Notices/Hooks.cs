using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Notices;

/// <summary>Receives webhooks at three addresses: one takes them, one refuses, one is away.</summary>
internal sealed class Hooks : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task serving;

    public Hooks()
    {
        Url = $"http://127.0.0.1:{FreePort.Find()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>What was taken: the id, the subject, the text.</summary>
    public ConcurrentQueue<(string Id, string Subject, string Text)> Taken { get; } = new();

    /// <summary>How often the one that refuses was asked.</summary>
    public int Refused { get; private set; }

    /// <summary>Whether the one that is away takes what it is told.</summary>
    public bool Back { get; set; }

    public void Dispose()
    {
        listener.Close();
        serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var document = await JsonDocument.ParseAsync(call.Request.InputStream);
            string Field(string name) => document.RootElement.GetProperty(name).GetString()!;
            var path = call.Request.Url!.AbsolutePath;
            call.Response.StatusCode = path switch
            {
                "/refuses" => 403,
                "/away" when !Back => 503,
                _ => 204,
            };
            Refused += path == "/refuses" ? 1 : 0;
            if (call.Response.StatusCode == 204)
            {
                Taken.Enqueue((Field("id"), Field("subject"), Field("text")));
            }

            call.Response.Close();
        }
    }
}
